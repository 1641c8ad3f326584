/** The ledgers read, searched, verified and proven; no entry is changed here. */
@NullMarked
package dev.sallyport.cli.audit;

import org.jspecify.annotations.NullMarked;
