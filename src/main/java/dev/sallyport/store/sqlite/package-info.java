/** State in one SQLite file of the home. */
@NullMarked
package dev.sallyport.store.sqlite;

import org.jspecify.annotations.NullMarked;
