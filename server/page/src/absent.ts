// Stands in the bundle for what age-encryption can do and this page refuses: tag recipients (NIST
// curves) and passphrases (scrypt). `checked` in roster.ts lets hybrid recipients through, and
// nothing else. The libraries look at a curve as they load: it has lengths.

const refuse = (): never => {
  throw new Error("this page seals to hybrid recipients only");
};

const absent = {
  lengths: { secretKey: 32, publicKey: 33, publicKeyUncompressed: 65, seed: 48 },
  Point: { Fn: {} },
  keygen: refuse,
  getPublicKey: refuse,
  getSharedSecret: refuse,
};

export const p256 = absent;
export const p384 = absent;
export const p521 = absent;
export const scrypt = refuse;
