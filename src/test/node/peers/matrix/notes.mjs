// Why a cell fails: the first note that fits it. A failure without a note stands in the page with what was seen.
export const notes = [];

/** What the page says beforehand of clients and servers. */
export const remarks = [
  'The Java SDK is version 2.1.0, which speaks the older era only; 2.2.0, the first with the newer era, could not be resolved. Its client has nothing to cancel a request with. Its server lets a cancelled call run on: there the cell shows that the client is free at once and its session stays good.'
];
