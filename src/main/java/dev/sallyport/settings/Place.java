package dev.sallyport.settings;

/** A place in a text, counted from 1; 0 stands for the whole file. */
record Place(int line, int column) {
    static final Place FILE = new Place(0, 0);
}
