#include "tests/support/captures.h"

#include "models/base/numbers.h"

#include <QDir>
#include <QFile>

#include <array>
#include <zlib.h>

namespace checkwatch::support {
namespace {

QByteArray inflateGzip(const QString& path)
{
    QByteArray out;
    const gzFile file = gzopen(QFile::encodeName(path).constData(), "rb");
    if (file == nullptr) {
        return out;
    }
    std::array<char, 65536> buffer{};
    for (int got = 0; (got = gzread(file, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0;) {
        out.append(buffer.data(), got);
    }
    gzclose(file);
    return out;
}

/// `text` begins behind the '{'; returns what stands behind the '}'.
std::string_view readLabels(std::string_view text, std::vector<std::pair<std::string, std::string>>& out)
{
    while (!text.empty() && text.front() != '}') {
        const std::size_t equals = text.find("=\"");
        std::string name(text.substr(0, equals));
        std::string value;
        std::size_t i = equals + 2;
        for (; i < text.size() && text[i] != '"'; ++i) {
            const bool escaped = text[i] == '\\';
            i += escaped ? 1 : 0;
            value += escaped && text[i] == 'n' ? '\n' : text[i];
        }
        out.emplace_back(std::move(name), std::move(value));
        text.remove_prefix(i + 1);
        if (text.starts_with(',')) {
            text.remove_prefix(1);
        }
    }
    text.remove_prefix(1);
    return text;
}

} // namespace

QString sharedFolder()
{
    QString folder = qEnvironmentVariable("CHECKWATCH_SHARED");
    if (folder.isEmpty()) {
        folder = qEnvironmentVariable("CHECKWATCH_SOURCE", QStringLiteral(".")) + QStringLiteral("/../shared");
    }
    return QDir(folder).exists() ? folder : QString();
}

QByteArray readCapture(const QString& path)
{
    if (path.endsWith(QStringLiteral(".gz"))) {
        return inflateGzip(path);
    }
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::vector<PlainSample> readSamples(const QByteArray& exposition)
{
    std::vector<PlainSample> out;
    for (const QByteArray& line : exposition.split('\n')) {
        if (line.isEmpty() || line.startsWith('#')) {
            continue;
        }
        std::string_view text(line.constData(), static_cast<std::size_t>(line.size()));
        const std::size_t end = text.find_first_of("{ ");
        std::vector<std::pair<std::string, std::string>> labels{{"__name__", std::string(text.substr(0, end))}};
        const bool hasLabels = text[end] == '{';
        text.remove_prefix(end + 1);
        if (hasLabels) {
            text = readLabels(text, labels);
            text.remove_prefix(1);
        }
        out.emplace_back(metrics::Labels(std::move(labels)), base::parseFloat(text).value_or(0));
    }
    return out;
}

} // namespace checkwatch::support
