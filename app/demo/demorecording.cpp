#include "app/demo/demorecording.h"

#include "resources/builtin.h"

#include <QDir>
#include <QFile>

namespace checkwatch::demo {

base::Result<QString> unpackDemoRecording(const QString& folder)
{
    const std::string_view bytes = resources::find("demo/demo.cwrec");
    QFile file(QDir(folder).filePath(QStringLiteral("demo.cwrec")));
    const auto size = static_cast<qint64>(bytes.size());
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes.data(), size) != size || !file.flush()) {
        return base::Error{base::ErrorCode::Refused,
                           "cannot unpack the demo's recording: " + file.errorString().toStdString(),
                           file.fileName().toStdString()};
    }
    return file.fileName();
}

} // namespace checkwatch::demo
