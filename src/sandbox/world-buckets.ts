import type { PolicyDocument } from '../policy/document.ts';

/** The part of the world that S3 holds: plain JSON, as the rest. */
export interface Bucket {
  name: string;
  created: string;
  /** Absent: the sandbox's own. */
  region?: string;
  policy?: PolicyDocument;
  /** Absent: it has none. */
  tags?: Record<string, string>;
  publicAccessBlock?: {
    BlockPublicAcls: boolean;
    IgnorePublicAcls: boolean;
    BlockPublicPolicy: boolean;
    RestrictPublicBuckets: boolean;
  };
  /** How an upload is encrypted that does not say how. Absent: AES256. `keyId` stands as it was given. */
  encryption?: { kind: 'AES256' } | { kind: 'aws:kms'; keyId: string };
  objects: Record<string, StoredObject>;
  /** Multipart uploads under way, by upload id. */
  uploads?: Record<string, MultipartUpload>;
}

/** What an upload says of its object besides the bytes. */
export interface ObjectLabel {
  contentType: string;
  metadata: Record<string, string>;
  /** Headers that are given back as they came: `{ CacheControl: 'no-store' }`. */
  headers?: Record<string, string>;
}

export interface MultipartUpload extends ObjectLabel {
  id: string;
  key: string;
  initiated: string;
  /** The checksum of the object to be, `CRC32`; composite ones are made of the parts'. */
  checksum: { algorithm: string; type: 'COMPOSITE' | 'FULL_OBJECT' };
  encryption: StoredObject['encryption'];
  /** By part number. */
  parts: Record<string, UploadedPart>;
}

export interface UploadedPart {
  number: number;
  /** As it lies on disk, as an object's. */
  body: string;
  size: number;
  etag: string;
  modified: string;
  /** By the upload's algorithm, base64. */
  checksum: string;
}

export interface StoredObject extends ObjectLabel {
  key: string;
  /** As it lies on disk: with SSE-KMS this is ciphertext (AES-GCM under the data key). */
  body: string;
  size: number;
  /** With its quotes. */
  etag: string;
  modified: string;
  /** By member, `{ ChecksumCRC32: 'AAAAAA==' }`; of a multipart upload it may be `COMPOSITE`. */
  checksums: Record<string, string>;
  checksumType?: 'COMPOSITE' | 'FULL_OBJECT';
  encryption:
    | { kind: 'AES256' }
    | { kind: 'aws:kms'; keyArn: string; encryptedDataKey: string; context: Record<string, string> };
}
