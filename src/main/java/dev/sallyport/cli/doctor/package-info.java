/** What is wrong or unsafe, found before it hurts: checks that change nothing, and their report. */
@NullMarked
package dev.sallyport.cli.doctor;

import org.jspecify.annotations.NullMarked;
