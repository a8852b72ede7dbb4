import type { PolicyDocument } from '../policy/document.ts';

/** The part of the world that belongs to S3: plain JSON, like the rest. */
export interface Bucket {
  name: string;
  created: string;
  /** Absent: the sandbox's Region. */
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
  /** How an upload is encrypted if it does not say how. Absent: AES256. `keyId` is stored as given. */
  encryption?: { kind: 'AES256' } | { kind: 'aws:kms'; keyId: string };
  objects: Record<string, StoredObject>;
  /** Multipart uploads in progress, by upload id. */
  uploads?: Record<string, MultipartUpload>;
}

/** What an upload says about its object besides the bytes. */
export interface ObjectLabel {
  contentType: string;
  metadata: Record<string, string>;
  /** Headers that are returned as received: `{ CacheControl: 'no-store' }`. */
  headers?: Record<string, string>;
}

export interface MultipartUpload extends ObjectLabel {
  id: string;
  key: string;
  initiated: string;
  /** The checksum of the future object, `CRC32`; composite ones are computed from the parts'. */
  checksum: { algorithm: string; type: 'COMPOSITE' | 'FULL_OBJECT' };
  encryption: StoredObject['encryption'];
  /** By part number. */
  parts: Record<string, UploadedPart>;
}

export interface UploadedPart {
  number: number;
  /** As stored on the disk, like an object's. */
  body: string;
  size: number;
  etag: string;
  modified: string;
  /** With the upload's algorithm, base64. */
  checksum: string;
}

export interface StoredObject extends ObjectLabel {
  key: string;
  /** As stored on the disk: with SSE-KMS, this is ciphertext (AES-GCM under the data key). */
  body: string;
  size: number;
  /** With its quotes. */
  etag: string;
  modified: string;
  /** By member, `{ ChecksumCRC32: 'AAAAAA==' }`; for a multipart upload it may be `COMPOSITE`. */
  checksums: Record<string, string>;
  checksumType?: 'COMPOSITE' | 'FULL_OBJECT';
  encryption:
    | { kind: 'AES256' }
    | { kind: 'aws:kms'; keyArn: string; encryptedDataKey: string; context: Record<string, string> };
}
