/**
 * The images in AWS's public parameters, as far as the sandbox launches them.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html
 */
export const PUBLIC_IMAGES: Readonly<Record<string, string>> = {
  '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64': 'ami-0123456789abcdef0',
};

export const imageNamed = (id: string): boolean => Object.values(PUBLIC_IMAGES).includes(id);
