import { crc32, inflateSync } from 'node:zlib';
import { encode } from 'uqr';
import { expect, test } from 'vitest';
import { qrCodePng } from '../../../src/sandbox/iam/qr-code.ts';

/** The chunks of a PNG, each with a check that is right. */
function chunksOf(png: Buffer) {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    chunks.push({ type: body.toString('latin1', 0, 4), data: body.subarray(4) });
    at += 12 + length;
  }
  return chunks;
}

test.each(['otpauth://totp/x?secret=ABC', 'x'.repeat(300)])(
  'a picture shows the code of %s',
  async (text) => {
    const [header, pixels, end] = chunksOf(Buffer.from(await qrCodePng(text)));
    expect([header?.type, pixels?.type, end?.type]).toEqual(['IHDR', 'IDAT', 'IEND']);
    const size = header!.data.readUInt32BE(0);
    expect([...header!.data.subarray(4)]).toEqual([...header!.data.subarray(0, 4), 1, 0, 0, 0, 0]);
    const bytes = inflateSync(pixels!.data);
    const width = 1 + Math.ceil(size / 8);
    expect(bytes).toHaveLength(width * size);
    const isDark = (x: number, y: number) => (bytes[y * width + 1 + (x >> 3)]! & (0x80 >> (x & 7))) === 0;

    const { data } = encode(text, { ecc: 'M', border: 4 });
    const scale = size / data.length;
    const shown = data.map((row, y) =>
      row.map((_, x) => isDark(x * scale, y * scale) && isDark((x + 1) * scale - 1, (y + 1) * scale - 1)),
    );
    expect(shown).toEqual(data.map((row) => [...row]));
  },
);
