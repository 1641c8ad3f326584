package dev.sallyport.cli.doctor;

/**
 * One thing that was looked at, and how it is.
 *
 * @param code which of all that can be found
 * @param where the file, the key, the address or the name that it is about
 * @param what how it is there
 * @param why what comes of it; empty where that is plain
 * @param mend what to do; empty where there is nothing to do
 */
record Finding(Code code, String where, String what, String why, String mend) {
    /** Something that is as it should be. */
    static Finding ok(Code code, String where, String what) {
        return new Finding(code, where, what, "", "");
    }
}
