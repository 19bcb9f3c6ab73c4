package interop;

import java.nio.charset.StandardCharsets;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * Tells on standard output what a shard's processor is called with, a line a thing, and checkpoints
 * after each batch:
 *
 * <pre>
 * start  SHARD POSITION
 * record SHARD SEQUENCE-NUMBER KEY VALUE
 * end    SHARD            (before SHARD_END is stored)
 * lost   SHARD
 * asked  SHARD            (to stop, or to hand over)
 * </pre>
 */
final class Narrator implements ShardRecordProcessor {
    private String shard;

    /** One line, whole: processors of several shards speak at once. */
    static void say(String line) {
        synchronized (System.out) {
            System.out.println(line);
            System.out.flush();
        }
    }

    @Override
    public void initialize(InitializationInput in) {
        shard = in.shardId();
        say("start " + shard + " " + in.extendedSequenceNumber().sequenceNumber());
    }

    @Override
    public void processRecords(ProcessRecordsInput in) {
        for (KinesisClientRecord r : in.records()) {
            String value = StandardCharsets.UTF_8.decode(r.data()).toString();
            say("record " + shard + " " + r.sequenceNumber() + " " + r.partitionKey() + " " + value);
        }
        try {
            in.checkpointer().checkpoint();
        } catch (Exception e) {
            say("unstored " + shard + " " + e.getClass().getSimpleName());
        }
    }

    @Override
    public void leaseLost(LeaseLostInput in) {
        say("lost " + shard);
    }

    @Override
    public void shardEnded(ShardEndedInput in) {
        say("end " + shard);
        try {
            in.checkpointer().checkpoint();
        } catch (Exception e) {
            say("unstored " + shard + " " + e.getClass().getSimpleName());
        }
    }

    @Override
    public void shutdownRequested(ShutdownRequestedInput in) {
        say("asked " + shard);
        try {
            in.checkpointer().checkpoint();
        } catch (Exception e) {
            say("unstored " + shard + " " + e.getClass().getSimpleName());
        }
    }
}
