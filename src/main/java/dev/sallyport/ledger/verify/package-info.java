/**
 * Proof of a ledger by whoever does not trust its writer: files, a public key and this package are enough, which shares no code with the
 * rest of the gateway.
 */
@NullMarked
package dev.sallyport.ledger.verify;

import org.jspecify.annotations.NullMarked;
