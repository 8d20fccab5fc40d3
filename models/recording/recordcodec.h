#pragma once

#include "models/base/result.h"
#include "models/recording/bytes.h"
#include "models/recording/records.h"

#include <span>

/// Records as bytes and back. Reading trusts nothing: what does not fit the format makes the reader fail().
namespace checkwatch::recording {

/// An event as the first programs wrote it: whether its alert had fired, and which server that was about, is not known.
struct OldEvent : fleet::Event
{
};

void put(ByteWriter& write, const metrics::Labels& labels);
void put(ByteWriter& write, const SessionRecord& record);
void put(ByteWriter& write, const StreamRecord& record);
void put(ByteWriter& write, const ScrapeRecord& record);
void put(ByteWriter& write, const AlertRecord& record);
void put(ByteWriter& write, const fleet::Event& record); ///< without `server`, which is a number of its session
void put(ByteWriter& write, const RulesRecord& record);
void put(ByteWriter& write, const RunbooksRecord& record);
void put(ByteWriter& write, const LogSourcesRecord& record);
void put(ByteWriter& write, const NoteRecord& record);
void put(ByteWriter& write, const GapRecord& record);

void get(ByteReader& read, metrics::Labels& labels);
void get(ByteReader& read, SessionRecord& record);
void get(ByteReader& read, StreamRecord& record);
void get(ByteReader& read, ScrapeRecord& record);
void get(ByteReader& read, AlertRecord& record);
void get(ByteReader& read, fleet::Event& record); ///< `kind` may be one of a later program
void get(ByteReader& read, OldEvent& record);
void get(ByteReader& read, RulesRecord& record); ///< expressions are parsed anew
void get(ByteReader& read, RunbooksRecord& record);
void get(ByteReader& read, LogSourcesRecord& record);
void get(ByteReader& read, NoteRecord& record);
void get(ByteReader& read, GapRecord& record);

/// Appends a list of records.
template <typename Record>
void encodeRecords(std::span<const Record> records, Bytes& out)
{
    ByteWriter write(out);
    write.varint(records.size());
    for (const Record& record : records) {
        put(write, record);
    }
}

template <typename Record>
base::Result<std::vector<Record>> decodeRecords(std::span<const std::uint8_t> payload)
{
    ByteReader read(payload);
    std::vector<Record> records;
    for (std::size_t left = read.count(); left > 0 && read.ok(); --left) {
        get(read, records.emplace_back());
    }
    if (!read.atEnd()) {
        return base::Error{base::ErrorCode::BadInput, "the records in a frame do not follow the format"};
    }
    return records;
}

/// The labels of a stretch of slots, each text once.
void encodeSeries(std::span<const metrics::Labels> series, Bytes& out);
base::Result<std::vector<metrics::Labels>> decodeSeries(std::span<const std::uint8_t> payload, std::uint32_t slots);

/// A sample that came with a timestamp of its own; `series` is a slot.
void put(ByteWriter& write, const metrics::TimedSample& sample);
void get(ByteReader& read, metrics::TimedSample& sample);

} // namespace checkwatch::recording
