/**
 * What texts inside arguments will be used as: the class of each argument, inferred from its schema or declared, and for each
 * class the spellings that attack whoever uses it so. Resource URIs are judged here too. Pure functions of texts; no name is
 * looked up, no file is touched.
 */
@NullMarked
package dev.sallyport.practice.validation.argument;

import org.jspecify.annotations.NullMarked;
