@NullMarked
package dev.sallyport.practice.audit.form;

import org.jspecify.annotations.NullMarked;
