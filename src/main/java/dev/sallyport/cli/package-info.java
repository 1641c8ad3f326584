/** The commands: they read options, call the gateway, and speak to people. */
@NullMarked
package dev.sallyport.cli;

import org.jspecify.annotations.NullMarked;
