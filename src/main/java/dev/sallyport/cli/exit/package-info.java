/** How a command ends: its exit code, its words where it fails, and a signal's part in it. */
@NullMarked
package dev.sallyport.cli.exit;

import org.jspecify.annotations.NullMarked;
