/**
 * Strict settings: YAML text becomes records, every key known, every problem reported with its place. The records are the
 * one description; reading, printing and the editor schema all follow them. Owner of the YAML library and of the
 * environment.
 */
@NullMarked
package dev.sallyport.settings;

import org.jspecify.annotations.NullMarked;
