/** What a request would do with what, by the names that policies and scopes use, and lists without what their reader may not know. */
@NullMarked
package dev.sallyport.pipeline.use;

import org.jspecify.annotations.NullMarked;
