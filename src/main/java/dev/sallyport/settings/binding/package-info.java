/** YAML to records, strictly: mappings and scalars bound by the records' own form, every mistake with its place. */
@NullMarked
package dev.sallyport.settings.binding;

import org.jspecify.annotations.NullMarked;
