#include "models/items/querytablemodel.h"

#include "models/base/numbers.h"
#include "models/items/natural.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace checkwatch::items {

namespace {

/// Hands out the labels' hash as the key; the next number in the unlikely case that it is taken.
template <typename Rows>
RowKey freeKey(const Rows& rows, const metrics::Labels& labels)
{
    RowKey key = labels.hash();
    while (key == ~RowKey{0} || rows.contains(key))
        ++key;
    return key;
}

std::string csvField(std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos)
        return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c;
        if (c == '"')
            quoted += c;
    }
    return quoted + '"';
}

} // namespace

QueryTableModel::QueryTableModel(QObject* parent) : KeyedTable(parent) {}

void QueryTableModel::takeRows(std::unordered_map<RowKey, Row>& rows, std::vector<RowKey>& order) const
{
    const auto add = [&](const metrics::Labels& labels, double value, std::size_t count) {
        const RowKey key = freeKey(rows, labels);
        rows.emplace(key, Row{labels, value, count, order.size()});
        order.push_back(key);
    };
    if (!m_value)
        return;
    if (const auto* vector = std::get_if<promql::Vector>(m_value.get())) {
        rows.reserve(vector->elements.size());
        for (const promql::Element& element : vector->elements)
            add(element.labels, element.value, 1);
    } else if (const auto* matrix = std::get_if<promql::Matrix>(m_value.get())) {
        for (const promql::Series& series : matrix->series) {
            if (!series.samples.empty())
                add(series.labels, series.samples.back().value, series.samples.size());
        }
    } else if (const auto* scalar = std::get_if<promql::Scalar>(m_value.get())) {
        add({}, scalar->value, 1);
    } else {
        add({}, 0, 1);
    }
}

/// The names whose values differ; a label that all rows share goes to `common`. A lone row keeps all of its own.
std::vector<std::string> QueryTableModel::labelNamesOf(const std::unordered_map<RowKey, Row>& rows,
                                                       metrics::Labels& common) const
{
    struct Seen
    {
        std::string_view value;
        std::size_t rows = 0;
        bool differs = false;
    };
    std::map<std::string_view, Seen> seen;
    for (const auto& [key, row] : rows) {
        for (const metrics::Label label : row.labels) {
            const auto [at, isNew] = seen.try_emplace(label.name, Seen{label.value});
            at->second.differs = at->second.differs || at->second.value != label.value;
            ++at->second.rows;
        }
    }
    std::vector<std::string> names;
    metrics::LabelsBuilder shared;
    for (const auto& [name, label] : seen) {
        if (rows.size() > 1 && !label.differs && label.rows == rows.size())
            shared.set(name, label.value);
        else if (names.size() < static_cast<std::size_t>(columnsAtMost))
            names.emplace_back(name);
    }
    common = shared.build();
    return names;
}

void QueryTableModel::setValue(std::shared_ptr<const promql::Value> value)
{
    m_value = std::move(value);
    std::unordered_map<RowKey, Row> rows;
    std::vector<RowKey> order;
    takeRows(rows, order);
    metrics::Labels common;
    std::vector<std::string> columns = labelNamesOf(rows, common);
    m_common = common;
    m_counted = m_value && std::holds_alternative<promql::Matrix>(*m_value);
    if (columns != m_columns) {
        setKeys({});
        beginResetModel();
        m_columns = std::move(columns);
        m_sortColumn = -1;
        m_rows = std::move(rows);
        m_answered = std::move(order);
        endResetModel();
        setKeys(m_answered);
        return;
    }
    // Rows of both answers, for as long as the views hear which ones go.
    m_answered = std::move(order);
    std::vector<RowKey> gone;
    for (const auto& [key, row] : m_rows) {
        if (!rows.contains(key))
            gone.push_back(key);
    }
    for (auto& [key, row] : rows)
        m_rows[key] = std::move(row);
    setKeys(sorted(m_answered));
    for (const RowKey key : gone)
        m_rows.erase(key);
}

int QueryTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : valueColumn() + 1;
}

QVariant QueryTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = rowAt(index.row());
    const bool value = index.column() == valueColumn();
    switch (role) {
    case LabelRole: {
        const std::string_view text = value ? std::string_view() : row.labels.get(labelName(index.column()));
        return value ? QVariant() : QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    }
    case ValueRole:
        return value && !std::holds_alternative<promql::String>(*m_value) ? QVariant(row.value) : QVariant();
    case TextRole:
        if (const auto* text = std::get_if<promql::String>(m_value.get()); value && text != nullptr)
            return QString::fromStdString(text->value);
        return {};
    case CountRole: return value && m_counted ? QVariant(static_cast<qulonglong>(row.count)) : QVariant();
    case Qt::AccessibleTextRole: return wordsOf(index);
    default: return {};
    }
}

std::vector<RowKey> QueryTableModel::sorted(std::vector<RowKey> order) const
{
    if (m_sortColumn < 0 || m_sortColumn > valueColumn())
        return order;
    struct Entry
    {
        const Row* row;
        std::string_view label;
        RowKey key;
    };
    const bool byValue = m_sortColumn == valueColumn();
    std::vector<Entry> entries;
    entries.reserve(order.size());
    for (const RowKey key : order) {
        const Row& row = m_rows.at(key);
        entries.push_back({&row, byValue ? std::string_view() : row.labels.get(labelName(m_sortColumn)), key});
    }
    const bool down = m_sortOrder == Qt::DescendingOrder;
    std::stable_sort(entries.begin(), entries.end(), [byValue, down](const Entry& a, const Entry& b) {
        if (byValue) {
            if (std::isnan(a.row->value) || std::isnan(b.row->value)) // last in either order
                return std::isnan(b.row->value) && !std::isnan(a.row->value);
            return down ? b.row->value < a.row->value : a.row->value < b.row->value;
        }
        return down ? naturalCompare(b.label, a.label) < 0 : naturalCompare(a.label, b.label) < 0;
    });
    std::transform(entries.begin(), entries.end(), order.begin(), [](const Entry& entry) { return entry.key; });
    return order;
}

void QueryTableModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_sortOrder = order;
    setKeys(sorted(m_answered), Members::Same);
}

QVariant QueryTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section > valueColumn())
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section == valueColumn() ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    return section == valueColumn() ? QStringLiteral("value") : QString::fromStdString(labelName(section));
}

std::vector<const QueryTableModel::Row*> QueryTableModel::rowsAt(std::span<const int> rows) const
{
    std::vector<const Row*> found;
    for (const int row : rows)
        found.push_back(&rowAt(row));
    for (int row = 0; rows.empty() && row < rowCount(); ++row)
        found.push_back(&rowAt(row));
    return found;
}

std::string QueryTableModel::valueText(const Row& row) const
{
    const auto* text = std::get_if<promql::String>(m_value.get());
    return text != nullptr ? text->value : base::formatSampleValue(row.value);
}

std::string QueryTableModel::asText(std::span<const int> rows) const
{
    std::string text;
    for (const Row* row : rowsAt(rows))
        text += (row->labels.empty() ? std::string() : row->labels.toString() + ' ') + valueText(*row) + '\n';
    return text;
}

std::string QueryTableModel::asCsv(std::span<const int> rows) const
{
    const std::vector<const Row*> found = rowsAt(rows);
    std::set<std::string_view> names;
    for (const Row* row : found) {
        for (const metrics::Label label : row->labels)
            names.insert(label.name);
    }
    std::string csv;
    for (const std::string_view name : names)
        csv += csvField(name) + ',';
    csv += "value\r\n";
    for (const Row* row : found) {
        for (const std::string_view name : names)
            csv += csvField(row->labels.get(name)) + ',';
        csv += csvField(valueText(*row)) + "\r\n";
    }
    return csv;
}

} // namespace checkwatch::items
