/**
 * Filters that AWS documents: those that the sandbox does not have are refused as such, and not as invalid. One that
 * ends with a dot stands for all that begin so.
 */
export const DOCUMENTED = {
  /** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
  instances:
    'affinity availability-zone-id block-device-mapping. boot-mode capacity-reservation-id capacity-reservation-specification. current-instance-boot-mode ebs-optimized ena-support enclave-options. hibernation-options. host-id instance-lifecycle ipv6-address kernel-id maintenance-options. metadata-options. network-interface. network-performance-options. operator. outpost-arn placement-partition-number platform platform-details private-dns-name-options. product-code product-code.type ramdisk-id reason requester-id source-dest-check spot-instance-request-id state-reason-code state-reason-message tpm-support usage-operation usage-operation-update-time',
  /** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html */
  securityGroups: 'egress. ip-permission.',
  /** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html */
  subnets:
    'availability-zone-id available-ip-address-count customer-owned-ipv4-pool enable-dns64 enable-lni-at-device-index ipv6-cidr-block-association. ipv6-native map-customer-owned-ip-on-launch outpost-arn private-dns-name-options-on-launch.',
  /** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcs.html */
  vpcs: 'cidr-block-association. dhcp-options-id ipv6-cidr-block-association.',
} as const;

export const isDocumented = (of: keyof typeof DOCUMENTED, name: string): boolean =>
  DOCUMENTED[of].split(' ').some((known) => (known.endsWith('.') ? name.startsWith(known) : name === known));
