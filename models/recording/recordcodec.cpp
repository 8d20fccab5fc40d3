#include "models/recording/recordcodec.h"

#include "models/promql/parser.h"

#include <utility>

namespace checkwatch::recording {
namespace {

template <typename Enum>
Enum getEnum(ByteReader& read, Enum last)
{
    const auto value = read.fixed<std::uint8_t>();
    if (value > static_cast<std::uint8_t>(last)) {
        read.fail();
        return Enum{};
    }
    return static_cast<Enum>(value);
}

template <typename Enum>
void putEnum(ByteWriter& write, Enum value)
{
    write.fixed(static_cast<std::uint8_t>(value));
}

bool getFlag(ByteReader& read)
{
    const auto value = read.fixed<std::uint8_t>();
    if (value > 1) {
        read.fail();
    }
    return value == 1;
}

void putFlag(ByteWriter& write, bool value)
{
    write.fixed(static_cast<std::uint8_t>(value ? 1 : 0));
}

std::uint32_t getNumber(ByteReader& read)
{
    const std::uint64_t value = read.varint();
    if (value > 0xffffffffU) {
        read.fail();
        return 0;
    }
    return static_cast<std::uint32_t>(value);
}

void putDuration(ByteWriter& write, base::Duration value)
{
    write.signedVarint(value.count());
}

base::Duration getDuration(ByteReader& read)
{
    return base::Duration{read.signedVarint()};
}

void putPairs(ByteWriter& write, const rules::StringPairs& pairs)
{
    write.varint(pairs.size());
    for (const auto& [name, value] : pairs) {
        write.text(name);
        write.text(value);
    }
}

rules::StringPairs getPairs(ByteReader& read)
{
    rules::StringPairs pairs;
    for (std::size_t left = read.count(); left > 0 && read.ok(); --left) {
        std::string name = read.text();
        pairs.emplace_back(std::move(name), read.text());
    }
    return pairs;
}

void putRule(ByteWriter& write, const rules::Rule& rule)
{
    putEnum(write, rule.kind);
    write.text(rule.name);
    write.text(rule.query);
    putDuration(write, rule.holdFor);
    putDuration(write, rule.keepFiringFor);
    putPairs(write, rule.labels);
    putPairs(write, rule.annotations);
    write.varint(static_cast<std::uint64_t>(rule.line));
}

rules::Rule getRule(ByteReader& read, const promql::ParseOptions& options)
{
    rules::Rule rule;
    rule.kind = getEnum(read, rules::Rule::Kind::Recording);
    rule.name = read.text();
    rule.query = read.text();
    rule.holdFor = getDuration(read);
    rule.keepFiringFor = getDuration(read);
    rule.labels = getPairs(read);
    rule.annotations = getPairs(read);
    rule.line = static_cast<int>(getNumber(read) & 0x7fffffffU);
    auto expr = promql::parse(rule.query, options);
    if (!expr) {
        read.fail();
        return rule;
    }
    rule.expr = std::move(*expr);
    return rule;
}

void putGroup(ByteWriter& write, const rules::Group& group)
{
    write.text(group.file);
    write.text(group.name);
    putDuration(write, group.interval);
    write.signedVarint(group.limit);
    putFlag(write, group.product);
    write.varint(group.rules.size());
    for (const rules::Rule& rule : group.rules) {
        putRule(write, rule);
    }
}

rules::Group getGroup(ByteReader& read, const promql::ParseOptions& options)
{
    rules::Group group;
    group.file = read.text();
    group.name = read.text();
    group.interval = getDuration(read);
    group.limit = static_cast<int>(read.signedVarint());
    group.product = getFlag(read);
    for (std::size_t left = read.count(); left > 0 && read.ok(); --left) {
        group.rules.push_back(getRule(read, options));
    }
    return group;
}

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
    record.interval = getDuration(read);
    record.timeout = getDuration(read);
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
    for (const std::string* text :
         {&record.job, &record.instance, &record.proxy, &record.name, &record.before, &record.after, &record.detail}) {
        write.text(*text);
    }
    write.real(record.value);
    write.varint(record.alertId);
    write.fixed(record.shown);
}

void get(ByteReader& read, fleet::Event& record)
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

void put(ByteWriter& write, const RulesRecord& record)
{
    write.time(record.from);
    putDuration(write, record.evaluationInterval);
    putEnum(write, record.compat);
    putFlag(write, record.experimental);
    put(write, record.externalLabels);
    write.varint(record.healthAlerts.size());
    for (const std::string& name : record.healthAlerts) {
        write.text(name);
    }
    write.varint(record.groups.size());
    for (const rules::Group& group : record.groups) {
        putGroup(write, group);
    }
}

void get(ByteReader& read, RulesRecord& record)
{
    record.from = read.time();
    record.evaluationInterval = getDuration(read);
    record.compat = getEnum(read, promql::Compat::Prometheus3);
    if (record.compat < promql::Compat::Prometheus2) {
        read.fail();
    }
    record.experimental = getFlag(read);
    get(read, record.externalLabels);
    for (std::size_t left = read.count(); left > 0 && read.ok(); --left) {
        record.healthAlerts.push_back(read.text());
    }
    for (std::size_t left = read.count(); left > 0 && read.ok(); --left) {
        record.groups.push_back(getGroup(read, {record.experimental}));
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
