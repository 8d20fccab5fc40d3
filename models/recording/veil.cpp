#include "models/recording/veil.h"

#include "models/fleet/silence.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

#include <algorithm>
#include <utility>
#include <vector>

namespace checkwatch::recording {
namespace {

bool isWordByte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-'
        || static_cast<unsigned char>(c) >= 0x80U;
}

/// Where the string literal that begins at `at` ends: behind its closing quote.
std::size_t endOfString(std::string_view query, std::size_t at)
{
    const char quote = query[at];
    for (++at; at < query.size() && query[at] != quote; ++at) {
        at += query[at] == '\\' && quote != '`' ? 1 : 0;
    }
    return std::min(at + 1, query.size());
}

} // namespace

Veil::Veil(std::set<std::string, std::less<>> labels, std::string key)
    : m_labels(std::move(labels)), m_key(std::move(key))
{
}

const std::string& Veil::hashOf(std::string_view value)
{
    const auto known = m_hashes.find(value);
    if (known != m_hashes.end()) {
        return known->second;
    }
    constexpr qsizetype digits = 16;
    const QByteArray hash = QMessageAuthenticationCode::hash(
        QByteArray(value.data(), static_cast<qsizetype>(value.size())),
        QByteArray(m_key.data(), static_cast<qsizetype>(m_key.size())), QCryptographicHash::Sha256);
    return m_hashes.emplace(value, 'h' + hash.toHex().left(digits).toStdString()).first->second;
}

void Veil::learn(std::string_view value)
{
    hashOf(value);
    // Of host:port the host alone names the machine too, in addresses and error messages.
    if (const std::size_t colon = value.rfind(':'); colon != std::string_view::npos && colon > 0) {
        hashOf(value.substr(0, colon));
    }
}

void Veil::learn(const metrics::Labels& labels)
{
    for (const std::string& name : m_labels) {
        if (const std::string_view value = labels.get(name); !value.empty()) {
            learn(value);
        }
    }
}

metrics::Labels Veil::labels(const metrics::Labels& labels)
{
    std::vector<std::pair<std::string, std::string>> out;
    for (const metrics::Label label : labels) {
        // Other labels may hold a name as well: an address, a description.
        out.emplace_back(label.name,
                         m_labels.contains(label.name)                ? hashOf(label.value)
                             : label.name == metrics::metricNameLabel ? std::string(label.value)
                                                                      : text(label.value));
    }
    return metrics::Labels(std::move(out));
}

/// At each place where a word begins, the longest value that ends with a word there.
std::string Veil::text(std::string_view text) const
{
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t best = 0;
        const std::string* hash = nullptr;
        if (at == 0 || !isWordByte(text[at - 1]) || !isWordByte(text[at])) {
            const std::string_view rest = text.substr(at);
            auto known = m_hashes.lower_bound(rest.substr(0, 1));
            for (; known != m_hashes.end() && known->first.front() == rest.front(); ++known) {
                const std::string& value = known->first; // the longer come later
                const bool word
                    = value.size() >= rest.size() || !isWordByte(rest[value.size()]) || !isWordByte(value.back());
                if (value.size() > best && word && rest.starts_with(value)) {
                    best = value.size();
                    hash = &known->second;
                }
            }
        }
        if (hash != nullptr) {
            out += *hash;
            at += best;
        } else {
            out += text[at++];
        }
    }
    return out;
}

/// Only what stands in quotation marks: a server may be named like a function.
std::string Veil::strings(std::string_view query) const
{
    std::string out;
    for (std::size_t at = 0; at < query.size();) {
        if (query[at] == '#') {
            const std::size_t end = std::min(query.find('\n', at), query.size());
            at = end; // a comment says nothing to the evaluation, and may say names
        } else if (query[at] == '"' || query[at] == '\'' || query[at] == '`') {
            const std::size_t end = endOfString(query, at);
            out += text(query.substr(at, end - at));
            at = end;
        } else {
            out += query[at++];
        }
    }
    return out;
}

void Veil::hide(StreamRecord& record)
{
    record.labels = labels(record.labels);
    record.url = text(record.url);
}

void Veil::hide(ScrapeRecord& record) const
{
    record.report.error.message = text(record.report.error.message);
    record.report.error.where = text(record.report.error.where);
}

void Veil::hide(AlertRecord& record)
{
    record.labels = labels(record.labels);
}

/// A regular expression about what is hidden goes as a whole, and matches nothing any more, also one that said what is not to
/// match: a value that equals a hash of more than itself does not come up. What is equal stays equal, and so does what is not.
std::string Veil::matchers(const std::string& written)
{
    std::vector<metrics::Matcher> out;
    for (const metrics::Matcher& each : fleet::matchersFrom(written).value_or(std::vector<metrics::Matcher>())) {
        const bool hidden = m_labels.contains(each.name()) && !each.value().empty();
        if (hidden && each.type() == metrics::MatchType::NotRegex) {
            out.push_back(metrics::Matcher::equal(each.name(), hashOf("!~" + each.value())));
            continue;
        }
        auto veiled = metrics::Matcher::create(
            each.type(), each.name(), hidden ? hashOf(each.value()) : text(each.value()), metrics::Dot::AllButNewline);
        out.push_back(veiled ? *std::move(veiled) : metrics::Matcher::equal(each.name(), hashOf(each.value())));
    }
    return fleet::matchersText(out);
}

bool Veil::canHide(const fleet::Event& record) const
{
    return !hides() || record.kind != fleet::EventKind::Silenced || record.job.empty();
}

void Veil::hide(fleet::Event& record)
{
    const auto field = [this](const char* label, std::string& value) {
        value = m_labels.contains(label) && !value.empty() ? hashOf(value) : text(value);
    };
    if (record.kind == fleet::EventKind::Silenced) {
        record.before = matchers(record.before);
    }
    field("job", record.job);
    field("instance", record.instance);
    field("proxy", record.proxy);
    field("server", record.serverName);
    field(fleet::namesServer(record.kind) ? "server" : "alertname", record.name);
    record.detail = text(record.detail);
}

void Veil::hide(RulesRecord& record)
{
    record.externalLabels = labels(record.externalLabels);
    for (rules::Group& group : record.groups) {
        for (rules::Rule& rule : group.rules) {
            rule.query = strings(rule.query);
            for (auto* const pairs : {&rule.labels, &rule.annotations}) {
                for (auto& [name, value] : *pairs) {
                    value = text(value);
                }
            }
        }
    }
}

void Veil::hide(LogSourcesRecord& record) const
{
    for (std::string& source : record.sources) {
        source = text(source);
    }
}

void Veil::hide(RunbooksRecord& record) const
{
    for (RunbooksRecord::Book& book : record.books) {
        book.markdown = text(book.markdown);
    }
}

} // namespace checkwatch::recording
