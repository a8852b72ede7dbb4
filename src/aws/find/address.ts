import { BlockList, isIPv4 } from 'node:net';

/** RFC 5737: what a simulated instance has, since nothing on the internet has it. */
const DOCUMENTATION = ['192.0.2.0', '198.51.100.0', '203.0.113.0'];

const reserved = new BlockList();
for (const network of DOCUMENTATION) reserved.addSubnet(network, 24);

/** True of an IPv4 address at which nothing can answer. */
export const isForDocumentation = (address: string): boolean => isIPv4(address) && reserved.check(address);
