package dev.sallyport.settings.binding;

/** A place in a text, counted from 1; 0 stands for the whole file. */
public record Place(int line, int column) {
    /** The file as a whole. */
    public static final Place FILE = new Place(0, 0);
}
