"use strict";
/* Streaming SHA-256 (FIPS 180-4) and SM3 (GB/T 32905-2016): fed piece by piece, so that a file of any size needs no memory.
   The browser's own WebCrypto takes a file only whole, knows no SM3, and is missing on some browsers for pages opened from disk. */

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

class BlockDigest {
  constructor(start) {
    this.state = Int32Array.from(start);
    this.block = new Uint8Array(64);
    this.filled = 0;
    this.length = 0;
  }

  /* Take more bytes (a Uint8Array). */
  update(data) {
    this.length += data.length;
    let at = 0;
    if (this.filled) {
      at = Math.min(64 - this.filled, data.length);
      this.block.set(data.subarray(0, at), this.filled);
      this.filled += at;
      if (this.filled < 64) return this;
      this.compress(this.block, 0);
      this.filled = 0;
    }
    for (; at + 64 <= data.length; at += 64) this.compress(data, at);
    this.block.set(data.subarray(at), 0);
    this.filled = data.length - at;
    return this;
  }

  /* The digest in lower-case hex. Nothing may be added afterwards. */
  hex() {
    const bits = this.length;
    const tail = new Uint8Array(this.filled < 56 ? 64 : 128);
    tail.set(this.block.subarray(0, this.filled), 0);
    tail[this.filled] = 0x80;
    const view = new DataView(tail.buffer);
    view.setUint32(tail.length - 8, Math.floor(bits / 0x20000000));
    view.setUint32(tail.length - 4, (bits % 0x20000000) * 8);
    for (let at = 0; at < tail.length; at += 64) this.compress(tail, at);
    let text = "";
    for (const word of this.state) text += HEX[word >>> 24] + HEX[(word >>> 16) & 255] + HEX[(word >>> 8) & 255] + HEX[word & 255];
    return text;
  }
}

/* First 32 bits of the fractional parts of the square and cube roots of the first 64 primes: computed, not copied. */
const PRIMES = (() => {
  const found = [];
  for (let n = 2; found.length < 64; n += 1) if (found.every((prime) => n % prime)) found.push(n);
  return found;
})();
const fraction = (root) => ((root - Math.floor(root)) * 0x100000000) | 0;
const SHA256_ROUNDS = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const SHA256_START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const SHA256_WORDS = new Int32Array(64);

class Sha256 extends BlockDigest {
  constructor() {
    super(SHA256_START);
  }

  compress(data, at) {
    const w = SHA256_WORDS, k = SHA256_ROUNDS, s = this.state;
    for (let i = 0; i < 16; i += 1, at += 4) w[i] = (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
    for (let i = 16; i < 64; i += 1) {
      const x = w[i - 15], y = w[i - 2];
      const low = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const high = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + low + w[i - 7] + high) | 0;
    }
    let a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7];
    for (let i = 0; i < 64; i += 1) {
      const one = (h + (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) + ((e & f) ^ (~e & g)) + k[i] + w[i]) | 0;
      const two = ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    s[0] += a; s[1] += b; s[2] += c; s[3] += d; s[4] += e; s[5] += f; s[6] += g; s[7] += h;
  }
}

const SM3_START = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];
const SM3_ROUNDS = Int32Array.from({ length: 64 }, (_, j) => {
  const t = j < 16 ? 0x79cc4519 : 0x7a879d8a, n = j % 32;
  return n ? (t << n) | (t >>> (32 - n)) : t;
});
const SM3_WORDS = new Int32Array(68);

class Sm3 extends BlockDigest {
  constructor() {
    super(SM3_START);
  }

  compress(data, at) {
    const w = SM3_WORDS, t = SM3_ROUNDS, s = this.state;
    for (let i = 0; i < 16; i += 1, at += 4) w[i] = (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
    for (let i = 16; i < 68; i += 1) {
      const y = w[i - 3], x = w[i - 16] ^ w[i - 9] ^ ((y << 15) | (y >>> 17)), z = w[i - 13];
      w[i] = x ^ ((x << 15) | (x >>> 17)) ^ ((x << 23) | (x >>> 9)) ^ ((z << 7) | (z >>> 25)) ^ w[i - 6];
    }
    let a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7];
    for (let i = 0; i < 64; i += 1) {
      const turned = (a << 12) | (a >>> 20);
      const sum = (turned + e + t[i]) | 0;
      const one = (sum << 7) | (sum >>> 25);
      const low = i < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const high = i < 16 ? e ^ f ^ g : (e & f) | (~e & g);
      const x = (low + d + (one ^ turned) + (w[i] ^ w[i + 4])) | 0;
      const y = (high + h + one + w[i]) | 0;
      d = c; c = (b << 9) | (b >>> 23); b = a; a = x;
      h = g; g = (f << 19) | (f >>> 13); f = e; e = y ^ ((y << 9) | (y >>> 23)) ^ ((y << 17) | (y >>> 15));
    }
    s[0] ^= a; s[1] ^= b; s[2] ^= c; s[3] ^= d; s[4] ^= e; s[5] ^= f; s[6] ^= g; s[7] ^= h;
  }
}
