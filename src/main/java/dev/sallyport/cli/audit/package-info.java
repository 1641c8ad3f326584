/** The ledgers read, searched, verified, proven and held; no entry is changed here. */
@NullMarked
package dev.sallyport.cli.audit;

import org.jspecify.annotations.NullMarked;
