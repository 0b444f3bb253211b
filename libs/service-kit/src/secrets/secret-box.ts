import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { isJsonObject, type Json } from '@runledger/contracts';

/** Cipher texts that clients recognise (contract 6.12). */
const CIPHER = /^KBC::.+Secure.*::.+$/;
const PREFIX = 'KBC::ProjectSecure::';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts what stands under keys that begin with `#`, before anything is appended: a plain secret must never reach an immutable log.
 * AES-256-GCM under a key derived from the secret of the installation.
 */
export class SecretBox {
  private readonly key: Buffer;

  constructor(secret: string) {
    this.key = Buffer.from(hkdfSync('sha256', secret, 'runledger', 'secret-box', 32));
  }

  /** Replaces each string under a `#` key that is not a cipher text yet; everything else stays, key order too. */
  encryptSecrets(value: Json): Json {
    if (Array.isArray(value)) return value.map((item: Json) => this.encryptSecrets(item));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, key.startsWith('#') ? this.encryptStrings(item) : this.encryptSecrets(item)]));
  }

  /** The inverse, for the component that runs. Cipher texts of other installations stay as they are. */
  decryptSecrets(value: Json): Json {
    if (typeof value === 'string') return value.startsWith(PREFIX) ? (this.open(value.slice(PREFIX.length)) ?? value) : value;
    if (Array.isArray(value)) return value.map((item: Json) => this.decryptSecrets(item));
    return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.decryptSecrets(item)])) : value;
  }

  encryptText(text: string): string {
    return CIPHER.test(text) ? text : `${PREFIX}${this.seal(text)}`;
  }

  private encryptStrings(value: Json): Json {
    if (typeof value === 'string') return this.encryptText(value);
    if (Array.isArray(value)) return value.map((item: Json) => this.encryptStrings(item));
    return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.encryptStrings(item)])) : value;
  }

  private seal(text: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
  }

  private open(sealed: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64');
    if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, IV_BYTES));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}
