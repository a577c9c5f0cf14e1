// What must not be kept, copied or put into a link: API keys, tokens and passwords.

const SECRET_NAME = /auth|cookie|credential|key|passw|secret|session|signature|token/i;
const SECRET_VALUE = [
  /\bbs_[A-Za-z0-9_-]{16,}/, // keys of this server
  /\b(?:bearer|basic)\s+[A-Za-z0-9+/=._~-]{8,}/i,
  /\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/, // JSON Web Tokens
  /\bwhsec_[A-Za-z0-9+/=]{16,}/, // of Standard Webhooks
  /\b(?:sk|pk|ghp|gho|xox[abp])[-_][A-Za-z0-9_-]{16,}/,
];

export const holdsSecret = (text) => SECRET_VALUE.some((shape) => shape.test(text));

export const isSecretHeader = (name, value) => SECRET_NAME.test(name) || holdsSecret(value);
