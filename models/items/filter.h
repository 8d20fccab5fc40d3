#pragma once

#include "models/base/result.h"
#include "models/fleet/snapshot.h"
#include "models/metrics/matcher.h"

#include <QStringView>

#include <cstdint>
#include <string>
#include <vector>

namespace checkwatch::items {

/// What a term of a filter looks at.
enum class FilterKey : std::uint8_t {
    Text, ///< no key: server, backend, exporter or job contains it
    Backend,
    Server,
    Exporter,
    Job, ///< names: the whole name, or with *
    State,
    Check,
    Alert,
    Is, ///< words out of a fixed list
    Code,
    Weight,
    Sessions,
    Queue,
    Failures,
    Rate5xx,
    Downs, ///< numbers: 5, >5, >=5, <5, <=5
};

/// How a number is compared.
enum class FilterCompare : std::uint8_t { Equal, Less, LessEqual, Greater, GreaterEqual };

/// One of the alternatives of a term ("a,b" has two).
struct FilterValue
{
    std::string pattern;    ///< names and text: lower case
    bool wild = false;      ///< the pattern contains *
    std::uint32_t mask = 0; ///< words: the set of states they stand for (filterwords.h)
    FilterCompare compare = FilterCompare::Equal;
    double number = 0;
};

struct FilterTerm
{
    FilterKey key = FilterKey::Text;
    bool negated = false;
    std::vector<FilterValue> values; ///< any of them
};

/// A condition on a label of the exporter a server was learned from.
struct LabelTerm
{
    metrics::Matcher matcher;
    bool negated = false;
};

/// A filter over servers: `backend:app state:down check:L7STS server:web* alert:firing is:stale weight:0 text`, and
/// `env="prod" dc=~"fra|ams"`, Prometheus' matchers (=, !=, =~, !~), for labels of their exporters. Terms are joined by "and", values in one term (`state:down,maint`) by "or"; `-` in front negates, quotes keep blanks,
/// commas and colons together, `*` stands for anything. A-Z match without case. `exporter:` also matches without the
/// port. Split, because names never change while a server lives: the names' part can be remembered per server, and the
/// labels' part goes by exporter.
class Filter
{
public:
    /// Matches everything.
    Filter() = default;
    /// Errors carry the position: Error::column is the 1-based UTF-16 position in `text` of what is wrong.
    static base::Result<Filter> parse(QStringView text);
    /// Only names, text and labels: for what must not come and go with what happens.
    static base::Result<Filter> parseNames(QStringView text);

    [[nodiscard]] bool empty() const noexcept { return m_names.empty() && m_labels.empty() && m_values.empty(); }
    [[nodiscard]] bool looksAtLabels() const noexcept { return !m_labels.empty(); }
    /// True where values of a scrape decide, not names alone.
    [[nodiscard]] bool looksAtValues() const noexcept { return !m_values.empty(); }
    [[nodiscard]] bool looksAtAlerts() const noexcept { return m_looksAtAlerts; }

    [[nodiscard]] bool matchesNames(const fleet::ServerIdentity& identity) const noexcept;
    /// `exporter`: TargetRow::labels.
    [[nodiscard]] bool matchesLabels(const metrics::Labels& exporter) const;
    /// False where no server of that exporter can match, whatever it is called.
    [[nodiscard]] bool mayMatchExporter(const std::string& job, const std::string& instance) const;
    /// `alerts`: what ServerRow::alert points into; may be null.
    [[nodiscard]] bool matchesValues(const fleet::ServerRow& row,
                                     const std::vector<fleet::AlertRow>* alerts) const noexcept;

private:
    static base::Result<Filter> parse(QStringView text, bool namesAlone);

    std::vector<FilterTerm> m_names;  ///< constant after parse()
    std::vector<LabelTerm> m_labels;  ///< constant after parse()
    std::vector<FilterTerm> m_values; ///< constant after parse()
    bool m_looksAtAlerts = false;
};

} // namespace checkwatch::items
