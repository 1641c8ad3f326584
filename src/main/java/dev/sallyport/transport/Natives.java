package dev.sallyport.transport;

/** Whether native libraries may be used; {@code -Dsallyport.natives=off} is for systems, and tests, that go without. */
public final class Natives {
    /** True unless the property says off. */
    public static final boolean ALLOWED =
            !System.getProperty("sallyport.natives", "").equals("off");

    private Natives() {}
}
