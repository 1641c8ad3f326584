package dev.sallyport.protocol.json;

import com.code_intelligence.jazzer.junit.FuzzTest;

class JsonReaderFuzz {
    private static final JsonInvariants INVARIANTS = new JsonInvariants();

    @FuzzTest
    void holdsForEveryInput(byte[] input) {
        INVARIANTS.hold(input);
    }
}
