/** What commands say and how they end: words, exit codes, failures, and a signal's part in it. */
@NullMarked
package dev.sallyport.cli.exit;

import org.jspecify.annotations.NullMarked;
