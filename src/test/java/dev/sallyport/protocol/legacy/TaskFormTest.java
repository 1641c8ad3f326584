package dev.sallyport.protocol.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.RequestId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tasks of either era in the words of the other: every member, and what is none of them. */
final class TaskFormTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static ObjectNode json(String text) {
        return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    }

    /** As it is read again: numbers of one value are one. */
    private static ObjectNode again(ObjectNode made) {
        return json(made.toString());
    }

    private static Message.Response response(String body) {
        return new Message.Response(RequestId.of(1), "tasks/result", json(body));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'ttl':5,'pollInterval':7} | {'ttlMs':5,'pollIntervalMs':7}",
                "{'ttl':null} | {'ttlMs':null}",
                "{} | {'ttlMs':null}",
                "{'ttl':1.5,'pollInterval':'soon'} | {'ttlMs':2}",
                "{'ttl':5,'x':{'y':1}} | {'x':{'y':1},'ttlMs':5}",
                "{'_meta':{'a':1},'ttl':5} | {'ttlMs':5}"
            })
    void aTaskOfTheOlderEraIsOneOfTheNewer(String older, String newer) {
        assertEquals(json(newer), again(ModernTaskForm.task(json(older))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'resultType':'task','ttlMs':5,'pollIntervalMs':7} | {'ttl':5,'pollInterval':7}",
                "{'ttlMs':null,'_meta':{}} | {'ttl':null}",
                "{'status':'completed','result':{'content':[]},'ttlMs':5} | {'status':'completed','ttl':5}",
                "{'status':'completed','result':{'isError':true},'ttlMs':5} | {'status':'failed','ttl':5}",
                "{'status':'failed','error':{'code':1},'ttlMs':5} | {'status':'failed','ttl':5}",
                "{'status':'input_required','inputRequests':{},'ttlMs':5} | {'status':'input_required','ttl':5}",
                "{'status':'paused','x':1,'ttlMs':5} | {'status':'paused','x':1,'ttl':5}"
            })
    void aTaskOfTheNewerEraIsOneOfTheOlder(String newer, String older) {
        assertEquals(json(older), LegacyTaskForm.task(json(newer)));
    }

    @Test
    void aToolsErrorIsNoFailureOfTheRequest() {
        ObjectNode task = json("{'taskId':'t','status':'failed'}");
        JsonNode tool = ModernTaskForm.ended(
                task, response("{'result':{'isError':true,'_meta':{'io.modelcontextprotocol/related-task':{}}}}"));
        assertEquals(json("{'taskId':'t','status':'completed','result':{'isError':true}}"), tool);
        JsonNode request = ModernTaskForm.ended(task, response("{'error':{'code':-32603,'message':'m'}}"));
        assertEquals(json("{'taskId':'t','status':'failed','error':{'code':-32603,'message':'m'}}"), request);
    }

    @Test
    void questionsLoseWhatOnlyTheOlderEraSaysOfThem() {
        Map<String, Message.Request> asks = new LinkedHashMap<>();
        asks.put(
                "k",
                JsonRpc.request(
                        RequestId.of(7),
                        "roots/list",
                        json("{'_meta':{'io.modelcontextprotocol/related-task':{'taskId':'t'},'x':1}}")));
        assertEquals(
                json("{'status':'input_required','inputRequests':"
                        + "{'k':{'method':'roots/list','params':{'_meta':{'x':1}}}}}"),
                ModernTaskForm.asking(json("{'status':'working'}"), asks));
    }

    @Test
    void aResultThatHoldsATaskBesideContentIsAnOrdinaryOne() {
        ObjectNode task = json("{'result':{'task':{'taskId':'t'}}}");
        Message.Response made = new Message.Response(RequestId.of(1), "tools/call", task);
        assertEquals(true, ModernTaskForm.isCreated(made));
        assertFalse(ModernTaskForm.isCreated(made.answering("prompts/get")));
        ObjectNode content = json("{'result':{'task':{'taskId':'t'},'content':[]}}");
        assertFalse(ModernTaskForm.isCreated(new Message.Response(RequestId.of(1), "tools/call", content)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 1000",
                "{'pollInterval':250} | 250",
                "{'pollIntervalMs':250} | 250",
                "{'pollInterval':0} | 100",
                "{'pollInterval':-5} | 100",
                "{'pollIntervalMs':99999999999} | 60000",
                "{'pollIntervalMs':'often'} | 1000"
            })
    void aTaskIsAskedForAsOftenAsItsServerWantsWithinReason(String task, long millis) {
        assertEquals(millis, TaskTimes.pollMillis(json(task)));
    }

    @Test
    void aToolThatSaysWhetherItMakesTasksIsBelieved() {
        Message.Response list = new Message.Response(
                RequestId.of(1),
                "tools/list",
                json("{'result':{'tools':[{'name':'a'},{'name':'b','execution':{'taskSupport':'forbidden'}}]}}"));
        assertEquals(
                json("{'tools':[{'name':'a','execution':{'taskSupport':'optional'}},"
                        + "{'name':'b','execution':{'taskSupport':'forbidden'}}]}"),
                LegacyTaskForm.tools(list).result());
    }
}
