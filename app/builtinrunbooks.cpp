#include "app/builtinrunbooks.h"

#include "resources/builtin.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace checkwatch::app {
namespace {

constexpr qint64 maxRunbookBytes = 256LL * 1024;

std::string stem(std::string_view path)
{
    const std::size_t slash = path.rfind('/');
    std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
    if (name.ends_with(".md")) {
        name.remove_suffix(3);
    }
    return std::string(name);
}

void add(runbooks::Library& library, std::string_view text, const std::string& path, std::vector<std::string>& notices)
{
    auto book = runbooks::parseRunbook(text, path);
    if (book) {
        // An alert name may hold what a file name should not, as in "…>80%": the title counts too.
        if (!book->title.empty() && book->title != stem(path)) {
            library.add(book->title, *book);
        }
        library.add(stem(path), std::move(*book));
    } else {
        notices.push_back("runbook left out: " + book.error().text());
    }
}

void addFolder(runbooks::Library& library, const QString& folder, std::vector<std::string>& notices)
{
    const QDir dir(folder);
    const QString root = dir.canonicalPath();
    if (root.isEmpty()) {
        notices.push_back("runbook folder not found: " + folder.toStdString());
        return;
    }
    for (const QFileInfo& info : dir.entryInfoList({QStringLiteral("*.md")}, QDir::Files, QDir::Name)) {
        // A link may point anywhere; only what lies in the folder is shown.
        const bool inside = info.canonicalFilePath().startsWith(root + QLatin1Char('/'));
        QFile file(info.filePath());
        if (!inside || !info.isFile() || info.size() > maxRunbookBytes || !file.open(QIODevice::ReadOnly)) {
            notices.push_back("runbook left out (outside its folder, larger than 256 KiB or unreadable): "
                              + info.filePath().toStdString());
            continue;
        }
        add(library, file.readAll().toStdString(), info.filePath().toStdString(), notices);
    }
}

} // namespace

runbooks::Library loadRunbooks(const config::Config& config, std::vector<std::string>& notices)
{
    runbooks::Library library;
    for (const resources::File& file : resources::files()) {
        if (file.path.starts_with("runbooks/")) {
            add(library, file.text, std::string(file.path), notices);
        }
    }
    for (const std::string& folder : config.checkwatch.runbookFolders) {
        addFolder(library, QString::fromStdString(folder), notices);
    }
    return library;
}

} // namespace checkwatch::app
