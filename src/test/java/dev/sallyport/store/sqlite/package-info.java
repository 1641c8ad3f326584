/** What every store must do, and what SQLite has to besides. */
@NullMarked
package dev.sallyport.store.sqlite;

import org.jspecify.annotations.NullMarked;
