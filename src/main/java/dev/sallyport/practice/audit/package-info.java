/** Practice 5, logging and monitoring: one entry in the ledger for every exchange. */
@NullMarked
package dev.sallyport.practice.audit;

import org.jspecify.annotations.NullMarked;
