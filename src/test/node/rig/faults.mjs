/** Ways in which a proxy can lose something. The rig's own tests prove that each is noticed. */
export const faults = {
  none: {},
  /** Answers are held back until they are whole. */
  buffer: { bufferResponse: true },
  /** The modern headers do not arrive. */
  headers: { dropRequestHeaders: ['mcp-method', 'mcp-name', 'mcp-protocol-version'] },
  /** The upstream does not learn that the client left. */
  disconnect: { keepUpstream: true },
  /** The upstream sees neither the client's Host nor its Origin, and nobody else looks at them. */
  origin: { rewriteHost: true, dropRequestHeaders: ['origin'] }
};
