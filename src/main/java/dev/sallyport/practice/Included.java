package dev.sallyport.practice;

import java.nio.file.Path;

/**
 * A part of the settings that stands in a file of its own.
 *
 * @param file the file, as the settings name it
 * @param content what stands in it
 */
public record Included<T>(Path file, T content) {}
