#include "models/items/filterwords.h"

#include "models/items/glob.h"

#include <set>
#include <string>

namespace checkwatch::items {

namespace {

constexpr std::size_t mostOptions = 50;

bool startsWithFolded(std::string_view prefix, std::string_view text) noexcept
{
    return text.size() >= prefix.size() && equalsFolded(prefix, text.substr(0, prefix.size()));
}

/// Collects distinct names that start with what is typed.
class Names
{
public:
    explicit Names(std::string prefix) : m_prefix(std::move(prefix)) {}

    void offer(std::string_view name)
    {
        if (m_names.size() < mostOptions && startsWithFolded(m_prefix, name))
            m_names.emplace(name);
    }
    [[nodiscard]] bool full() const noexcept { return m_names.size() >= mostOptions; }
    [[nodiscard]] QStringList list() const
    {
        QStringList result;
        for (const std::string& name : m_names) {
            const QString text = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
            const bool quote = text.contains(u' ') || text.contains(u',');
            result += quote ? u'"' + text + u'"' : text;
        }
        return result;
    }

private:
    std::string m_prefix;
    std::set<std::string> m_names;
};

void offerServers(const fleet::Snapshot& snapshot, Names& names)
{
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (names.full())
                return;
            names.offer(row.identity->server);
        }
    }
}

QStringList valueOptions(FilterKey key, const std::string& prefix, const fleet::Snapshot* snapshot)
{
    Names names(prefix);
    for (const FilterWord& word : filterWords(key))
        names.offer(word.word);
    if (snapshot == nullptr)
        return names.list();
    if (key == FilterKey::Server)
        offerServers(*snapshot, names);
    for (const fleet::BackendRow& backend : snapshot->backends) {
        if (key == FilterKey::Backend)
            names.offer(backend.proxy);
    }
    for (const fleet::TargetRow& target : snapshot->targets) {
        if (key == FilterKey::Exporter)
            names.offer(target.instance);
        else if (key == FilterKey::Job)
            names.offer(target.job);
    }
    return names.list();
}

QStringList keyOptions(const std::string& prefix)
{
    QStringList result;
    for (const FilterKeyName& known : filterKeys()) {
        if (startsWithFolded(prefix, known.name))
            result += QString::fromLatin1(known.name.data(), static_cast<qsizetype>(known.name.size())) + u':';
    }
    return result;
}

/// Where the word that holds the cursor begins; blanks in quotes do not part words.
qsizetype wordStart(QStringView text, qsizetype cursor)
{
    qsizetype start = 0;
    bool inQuotes = false;
    for (qsizetype at = 0; at < cursor; ++at) {
        if (text[at] == u'"')
            inQuotes = !inQuotes;
        else if (!inQuotes && text[at].isSpace())
            start = at + 1;
    }
    if (start < cursor && text[start] == u'-')
        ++start;
    return start;
}

} // namespace

FilterCompletion completeFilter(QStringView text, int cursor, const fleet::Snapshot* snapshot)
{
    const qsizetype end = std::clamp<qsizetype>(cursor, 0, text.size());
    const qsizetype start = wordStart(text, end);
    const QStringView word = text.mid(start, end - start);
    const qsizetype colon = word.indexOf(u':');
    if (colon < 0)
        return {static_cast<int>(start), keyOptions(word.toString().toLower().toStdString())};
    const auto key = filterKeyFromName(word.left(colon).toString().toLower().toStdString());
    if (!key)
        return {static_cast<int>(end), {}};
    const qsizetype from = std::max(colon, word.lastIndexOf(u',')) + 1;
    QString prefix = word.mid(from).toString().toLower();
    prefix.remove(u'"');
    return {static_cast<int>(start + from), valueOptions(*key, prefix.toStdString(), snapshot)};
}

} // namespace checkwatch::items
