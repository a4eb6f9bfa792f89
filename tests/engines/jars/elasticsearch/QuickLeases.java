import java.util.Collection;
import java.util.List;
import org.elasticsearch.common.settings.Setting;
import org.elasticsearch.index.IndexService;
import org.elasticsearch.index.IndexSettingProvider;
import org.elasticsearch.plugins.Plugin;

/**
 * Renews the leases that keep overwritten documents five times a second instead of twice a
 * minute. The setting is Elasticsearch's own; its makers register it in their tests only.
 */
public class QuickLeases extends Plugin {
  private static final Setting<?> INTERVAL = IndexService.RETENTION_LEASE_SYNC_INTERVAL_SETTING;

  @Override
  public List<Setting<?>> getSettings() {
    return List.of(INTERVAL);
  }

  @Override
  public Collection<IndexSettingProvider> getAdditionalIndexSettingProviders(
      IndexSettingProvider.Parameters parameters) {
    return List.of((index, stream, mode, project, at, settings, mappings, version, added) ->
        added.put(INTERVAL.getKey(), "200ms"));
  }
}
