// Why a cell fails: the first note that fits it. A failure without a note stands in the page with what was seen.
export const notes = [];

/** What the page says beforehand of clients and servers. */
export const remarks = [
  'The Java SDK is version 2.1.0, which speaks the older era only; 2.2.0, the first with the newer era, could not be resolved. Its client has nothing to cancel a request with. Its server lets a cancelled call run on: there the cell shows that the client is free at once and its session stays good.',
  'Roots and resource updates: server-filesystem asks for roots too, but they are the folder that it is given anyway; server-memory and server-sequential-thinking have neither. Resource updates are followed for two resources, then for the second only. The Python servers follow resources through the low-level server of their SDK, that of 1.x for every client, that of 2.x for the older era; the one of 1.x also declares there that its lists change, which FastMCP by itself never does. A client of the newer era hears of what the server declares only. The Inspector has no command for either.'
];
