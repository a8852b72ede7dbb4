/** The two cyclic redundancy checks of S3 that Node lacks. Both are reflected, start with all ones and end inverted. */

/** The reversed polynomial of CRC-32C: RFC 3720, appendix B.4. */
const CASTAGNOLI = 0x82f63b78;
/** The reversed polynomial of CRC-64/NVME, in two halves: NVM Command Set Specification, section 5.2.1.3.4. */
const NVME_HIGH = 0x9a6c9329;
const NVME_LOW = 0xac4bc9b5;

const table32 = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ CASTAGNOLI : crc >>> 1;
  return crc;
});

export function crc32c(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) crc = table32[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

const tableHigh = new Uint32Array(256);
const tableLow = new Uint32Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  let [high, low] = [0, byte];
  for (let bit = 0; bit < 8; bit += 1) {
    const odd = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (odd) [high, low] = [high ^ NVME_HIGH, low ^ NVME_LOW];
  }
  tableHigh[byte] = high;
  tableLow[byte] = low;
}

/** The 64 bits as two unsigned halves. */
export function crc64nvme(data: Uint8Array): readonly [high: number, low: number] {
  let [high, low] = [0xffffffff, 0xffffffff];
  for (const byte of data) {
    const index = (low ^ byte) & 0xff;
    low = tableLow[index]! ^ ((low >>> 8) | (high << 24));
    high = tableHigh[index]! ^ (high >>> 8);
  }
  return [~high >>> 0, ~low >>> 0];
}
