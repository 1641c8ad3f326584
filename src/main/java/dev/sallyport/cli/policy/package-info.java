/** Policies as those who write them need them: checked, tested, explained, compared, and drafted from what was really used. */
@NullMarked
package dev.sallyport.cli.policy;

import org.jspecify.annotations.NullMarked;
