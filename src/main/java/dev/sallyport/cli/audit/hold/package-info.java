/** Commands about legal holds: while one is in force no entry is deleted. */
@NullMarked
package dev.sallyport.cli.audit.hold;

import org.jspecify.annotations.NullMarked;
