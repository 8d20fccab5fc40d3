#include "models/recording/recordcodec.h"

#include "models/recording/codecfields.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace checkwatch::recording {
namespace {

/// Nobody scrapes more rarely, and one can reckon with it whatever a recording says.
constexpr base::Duration longestInterval = std::chrono::hours{24 * 366};

void putReport(ByteWriter& write, const metrics::ScrapeReport& report)
{
    putFlag(write, report.up);
    if (!report.up) {
        putEnum(write, report.error.code);
        write.text(report.error.message);
        write.text(report.error.where);
        write.signedVarint(report.error.line);
        write.signedVarint(report.error.column);
    }
    write.real(report.durationSeconds);
    write.varint(report.samplesScraped);
    write.varint(report.samplesPostRelabel);
    write.varint(report.seriesAdded);
    write.varint(report.bodyBytes);
}

void getReport(ByteReader& read, metrics::ScrapeReport& report)
{
    report.up = getFlag(read);
    if (!report.up) {
        report.error.code = getEnum(read, base::ErrorCode::Internal);
        report.error.message = read.text();
        report.error.where = read.text();
        report.error.line = read.signedVarint();
        report.error.column = read.signedVarint();
    }
    report.durationSeconds = read.real();
    report.samplesScraped = read.varint();
    report.samplesPostRelabel = read.varint();
    report.seriesAdded = read.varint();
    report.bodyBytes = read.varint();
}

} // namespace

void put(ByteWriter& write, const metrics::Labels& labels)
{
    write.varint(labels.size());
    for (const metrics::Label label : labels) {
        write.text(label.name);
        write.text(label.value);
    }
}

void get(ByteReader& read, metrics::Labels& labels)
{
    labels = metrics::Labels(getPairs(read));
}

void put(ByteWriter& write, const SessionRecord& record)
{
    write.time(record.start);
    write.text(record.program);
    putFlag(write, record.everything);
}

void get(ByteReader& read, SessionRecord& record)
{
    record.start = read.time();
    record.program = read.text();
    record.everything = getFlag(read);
}

void put(ByteWriter& write, const StreamRecord& record)
{
    putEnum(write, record.kind);
    write.varint(record.number);
    write.time(record.begins);
    put(write, record.labels);
    write.text(record.url);
    putDuration(write, record.interval);
    putDuration(write, record.timeout);
    write.text(record.file);
    write.text(record.group);
}

void get(ByteReader& read, StreamRecord& record)
{
    record.kind = getEnum(read, StreamRecord::Kind::RuleGroup);
    record.number = getNumber(read);
    record.begins = read.time();
    get(read, record.labels);
    record.url = read.text();
    record.interval = std::clamp(getDuration(read), base::Duration{0}, longestInterval);
    record.timeout = std::clamp(getDuration(read), base::Duration{0}, longestInterval);
    record.file = read.text();
    record.group = read.text();
}

void put(ByteWriter& write, const ScrapeRecord& record)
{
    write.varint(record.stream);
    write.time(record.time);
    write.signedVarint((record.received - record.time).count());
    putReport(write, record.report);
}

void get(ByteReader& read, ScrapeRecord& record)
{
    record.stream = getNumber(read);
    record.time = read.time();
    const auto later = static_cast<std::uint64_t>(read.signedVarint());
    record.received
        = base::fromUnixMs(static_cast<std::int64_t>(static_cast<std::uint64_t>(base::unixMs(record.time)) + later));
    getReport(read, record.report);
}

void put(ByteWriter& write, const AlertRecord& record)
{
    write.time(record.time);
    write.text(record.file);
    write.text(record.group);
    write.varint(record.id);
    putEnum(write, record.before);
    putEnum(write, record.after);
    put(write, record.labels);
    write.time(record.activeAt);
    write.real(record.value);
    putFlag(write, record.elementGone);
}

void get(ByteReader& read, AlertRecord& record)
{
    record.time = read.time();
    record.file = read.text();
    record.group = read.text();
    record.id = read.varint();
    record.before = getEnum(read, rules::AlertState::Firing);
    record.after = getEnum(read, rules::AlertState::Firing);
    get(read, record.labels);
    record.activeAt = read.time();
    record.value = read.real();
    record.elementGone = getFlag(read);
}

void put(ByteWriter& write, const fleet::Event& record)
{
    write.varint(record.number);
    write.time(record.time);
    putEnum(write, record.kind);
    for (const std::string* text : {&record.job, &record.instance, &record.proxy, &record.name, &record.serverName,
                                    &record.before, &record.after, &record.detail}) {
        write.text(*text);
    }
    write.real(record.value);
    write.varint(record.alertId);
    putFlag(write, record.fired);
    write.fixed(record.shown);
}

void get(ByteReader& read, fleet::Event& record)
{
    record.number = read.varint();
    record.time = read.time();
    record.kind = static_cast<fleet::EventKind>(read.fixed<std::uint8_t>());
    for (std::string* text : {&record.job, &record.instance, &record.proxy, &record.name, &record.serverName,
                              &record.before, &record.after, &record.detail}) {
        *text = read.text();
    }
    record.value = read.real();
    record.alertId = read.varint();
    record.fired = getFlag(read);
    record.shown = read.fixed<std::uint8_t>();
}

void get(ByteReader& read, OldEvent& record)
{
    record.number = read.varint();
    record.time = read.time();
    record.kind = getEnum(read, fleet::EventKind::Configuration);
    for (std::string* text :
         {&record.job, &record.instance, &record.proxy, &record.name, &record.before, &record.after, &record.detail}) {
        *text = read.text();
    }
    record.value = read.real();
    record.alertId = read.varint();
    record.shown = read.fixed<std::uint8_t>();
}

void put(ByteWriter& write, const LogSourcesRecord& record)
{
    write.time(record.from);
    write.varint(record.sources.size());
    for (const std::string& source : record.sources) {
        write.text(source);
    }
}

void get(ByteReader& read, LogSourcesRecord& record)
{
    record.from = read.time();
    for (std::size_t left = read.count(); left > 0 && read.ok(); --left) {
        record.sources.push_back(read.text());
    }
}

void put(ByteWriter& write, const NoteRecord& record)
{
    write.time(record.time);
    write.text(record.text);
}

void get(ByteReader& read, NoteRecord& record)
{
    record.time = read.time();
    record.text = read.text();
}

void put(ByteWriter& write, const GapRecord& record)
{
    write.time(record.from);
    write.time(record.to);
    write.text(record.reason);
}

void get(ByteReader& read, GapRecord& record)
{
    record.from = read.time();
    record.to = read.time();
    record.reason = read.text();
}

void put(ByteWriter& write, const metrics::TimedSample& sample)
{
    write.varint(sample.series);
    write.time(sample.sample.time);
    write.real(sample.sample.value);
}

void get(ByteReader& read, metrics::TimedSample& sample)
{
    sample.series = getNumber(read);
    sample.sample.time = read.time();
    sample.sample.value = read.real();
}

} // namespace checkwatch::recording
