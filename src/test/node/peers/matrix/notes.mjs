// Why a cell fails: the first note that fits it. A failure without a note stands in the page with what was seen.
export const notes = [];
