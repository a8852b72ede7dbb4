import { crc32, deflateSync } from 'node:zlib';

/** Pixels of one module. */
const SCALE = 6;
/** Modules around the code: https://www.qrcode.com/en/howto/code.html */
const QUIET_ZONE = 4;

/** The text as a QR code: a PNG with one bit per pixel. */
export async function qrCodePng(text: string): Promise<Uint8Array> {
  const { encode } = await import('uqr');
  const { data } = encode(text, { ecc: 'M', border: QUIET_ZONE });
  const size = data.length * SCALE;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // One bit, shades of gray; the rest stays zero.
  header[8] = 1;
  const rows = data.flatMap((modules) => Array<Buffer>(SCALE).fill(rowOf(modules)));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** https://www.w3.org/TR/png-3/#5PNG-file-signature */
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** A row without a filter: eight pixels a byte, and a bit that is set is white. */
function rowOf(modules: readonly boolean[]): Buffer {
  const row = Buffer.alloc(1 + Math.ceil((modules.length * SCALE) / 8));
  modules.forEach((isDark, module) => {
    if (isDark) return;
    for (let pixel = module * SCALE; pixel < (module + 1) * SCALE; pixel += 1) {
      row[1 + (pixel >> 3)]! |= 0x80 >> (pixel & 7);
    }
  });
  return row;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
