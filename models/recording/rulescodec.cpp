#include "models/promql/parser.h"
#include "models/recording/codecfields.h"
#include "models/recording/recordcodec.h"

#include <utility>

namespace checkwatch::recording {
namespace {

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

} // namespace

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

void put(ByteWriter& write, const RunbooksRecord& record)
{
    write.time(record.from);
    write.varint(record.books.size());
    for (const RunbooksRecord::Book& book : record.books) {
        write.text(book.alert);
        write.text(book.name);
        write.text(book.markdown);
    }
}

void get(ByteReader& read, RunbooksRecord& record)
{
    record.from = read.time();
    for (std::size_t left = read.count(); left > 0 && read.ok(); --left) {
        RunbooksRecord::Book& book = record.books.emplace_back();
        book.alert = read.text();
        book.name = read.text();
        book.markdown = read.text();
    }
}

} // namespace checkwatch::recording
