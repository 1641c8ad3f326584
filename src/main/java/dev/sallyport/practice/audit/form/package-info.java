/** Entries of the ledger as others read them: without what they should not see, in the words of their tools. */
@NullMarked
package dev.sallyport.practice.audit.form;

import org.jspecify.annotations.NullMarked;
